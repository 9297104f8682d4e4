-- One row per table and view of the schemas that dbt fills.
select
    table_schema,
    table_name,
    if(table_type = 'VIEW', 'view', 'table') as kind
from information_schema.tables
where
    table_catalog = current_database()
    and table_schema in ('staging', 'intermediate', 'marts', 'quality', 'bi')
order by all
