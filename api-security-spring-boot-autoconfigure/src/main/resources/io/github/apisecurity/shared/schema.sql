CREATE TABLE shared_state (
	map_name VARCHAR(40) NOT NULL,
	entry_key VARCHAR(200) NOT NULL,
	-- NULL for a day after the entry was removed.
	entry_value VARCHAR(4000),
	version BIGINT NOT NULL,
	PRIMARY KEY (map_name, entry_key)
);
CREATE INDEX shared_state_version ON shared_state (version);
-- The row that writers lock; it has the version of the last change.
INSERT INTO shared_state (map_name, entry_key, entry_value, version) VALUES ('-', '-', '-', 0);
