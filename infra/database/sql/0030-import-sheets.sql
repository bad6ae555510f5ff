-- What of an import file could not be used, with all rows of the products concerned, as they stood in it: the merchant mends these and
-- imports the sheet again. Null when there was nothing to mend.
alter table product_import
  add column sheet_header text[],
  add column problem_rows jsonb;
