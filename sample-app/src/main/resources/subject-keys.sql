create table api_security_subject_key (
	id varchar(32) primary key,
	subject varchar(255) unique,
	subject_key varchar(64)
);
