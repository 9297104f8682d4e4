-- One row per column of the tables and views of some schemas, with what is said of both.
select
    listed.schema_name,
    listed.table_name,
    coalesce(relation.comment, '') as table_comment,
    listed.column_name,
    listed.data_type,
    coalesce(listed.comment, '') as column_comment
from duckdb_columns() as listed
inner join (
    select
        schema_name,
        table_name,
        comment
    from duckdb_tables()
    where not internal
    union all
    select
        schema_name,
        view_name,
        comment
    from duckdb_views()
    where not internal
) as relation using (schema_name, table_name)
where listed.schema_name in (select unnest($1))
order by listed.schema_name, listed.table_name, listed.column_index
