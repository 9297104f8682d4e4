-- One row per table or view of `bi`, and view of `main`, in a catalog.
select
    schema_name,
    table_name
from duckdb_tables()
where database_name = $1 and not internal and schema_name = 'bi'
union all
select
    schema_name,
    view_name
from duckdb_views()
where database_name = $1 and not internal and schema_name in ('bi', 'main')
