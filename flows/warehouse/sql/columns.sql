-- One row per column of the tables and views of some schemas of a catalog, and what is said of it.
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
        database_name,
        schema_name,
        table_name,
        comment
    from duckdb_tables()
    where not internal
    union all
    select
        database_name,
        schema_name,
        view_name,
        comment
    from duckdb_views()
    where not internal
) as relation using (database_name, schema_name, table_name)
where listed.schema_name in (select unnest($1))
    and listed.database_name = coalesce($2, current_catalog())
order by listed.schema_name, listed.table_name, listed.column_index
