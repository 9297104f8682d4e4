create or replace table quality.fct_validation_result (
    layer varchar,
    suite varchar,
    table_name varchar,
    expectation varchar,
    description varchar,
    severity varchar,
    is_success boolean,
    observed varchar
);
comment on table quality.fct_validation_result is
'One row per expectation evaluated for this version.';
