CREATE TABLE token_family (
	family_id VARCHAR(64) PRIMARY KEY,
	-- Hashes: no token can be read out of it.
	family_state VARCHAR(500) NOT NULL,
	ends_at BIGINT NOT NULL
);
CREATE INDEX token_family_ends_at ON token_family (ends_at);
