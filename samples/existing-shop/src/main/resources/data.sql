insert into product (sku, name, price) values ('A-1', 'Kettle', 24.90);
insert into product (sku, name, price) values ('A-2', 'Toaster', 39.00);
