-- Invented people and numbers. "subject" is the sub claim of the tokens that act for a customer.
insert into customer (version, name, email, phone, national_id, subject) values
	(0, 'Alice Carter', 'alice.carter@example.com', '+12025550101', '41012345321', 'alice'),
	(0, 'Bob Fisher', 'bob.fisher@example.com', '+12025550102', '52098765432', 'bob'),
	(0, 'Carol Winter', 'carol.winter@example.com', '+12025550103', '63011122233', 'carol'),
	(0, 'Evergreen Payroll Services', 'office@payroll.example.com', '+12025550104', '74055566677', 'editor'),
	(0, 'Dora Nolan', 'dora.nolan@example.com', '+12025550105', '85099988877', null),
	(0, 'Erik Olsen', 'erik.olsen@example.com', '+12025550106', '96022233344', null);

insert into account (version, customer_id, iban, currency, balance) values
	(0, 1, 'TR080006105197864578413001', 'EUR', 1500.00),
	(0, 1, 'TR780006105197864578413002', 'EUR', 250.00),
	(0, 2, 'TR510006105197864578413003', 'EUR', 980.50),
	(0, 3, 'TR240006105197864578413004', 'EUR', 4200.00),
	(0, 4, 'TR940006105197864578413005', 'EUR', 100000.00),
	(0, 5, 'TR670006105197864578413006', 'EUR', 12.34);
