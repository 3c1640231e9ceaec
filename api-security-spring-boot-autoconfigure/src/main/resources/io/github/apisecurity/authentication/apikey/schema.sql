CREATE TABLE api_key (
	id VARCHAR(12) NOT NULL PRIMARY KEY,
	owner VARCHAR(255) NOT NULL,
	-- The version of the pepper and the HMAC-SHA-256 of the secret in hexadecimal.
	hash VARCHAR(128) NOT NULL,
	-- Separated by spaces, as are the networks.
	authorities VARCHAR(4000),
	not_before TIMESTAMP WITH TIME ZONE,
	expires_at TIMESTAMP WITH TIME ZONE,
	revoked_at TIMESTAMP WITH TIME ZONE,
	networks VARCHAR(4000),
	rate_tier VARCHAR(64),
	replaced_by VARCHAR(12),
	last_used_at TIMESTAMP WITH TIME ZONE
);
