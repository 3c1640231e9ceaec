-- Values that no test sends: wherever one of them turns up, masking has failed.
insert into customer (version, name, email, phone, national_id, subject) values
	(0, 'Canary Person', 'canary.person@masked.example', '+905310987654', '77712398765', 'viewer');

insert into account (version, customer_id, iban, currency, balance) values
	(0, (select id from customer where subject = 'viewer'), 'TR999006105197864578413999', 'EUR', 1.00);
