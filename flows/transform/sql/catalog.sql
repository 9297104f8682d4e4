-- Tables and views with their columns in order, and what is said of both.
with relation as (
    select
        schema_name,
        table_name,
        'TABLE' as kind,
        comment,
        sql
    from duckdb_tables()
    where database_name = current_database() and not internal and not temporary
    union all
    select
        schema_name,
        view_name,
        'VIEW' as kind,
        comment,
        sql
    from duckdb_views()
    where database_name = current_database() and not internal and not temporary
)

select
    relation.schema_name,
    relation.table_name,
    relation.kind,
    relation.comment,
    list(col.column_name order by col.column_index) as columns,
    list(col.comment order by col.column_index) as comments,
    if(relation.kind = 'TABLE', relation.sql, null) as ddl
from relation
inner join duckdb_columns() as col
    on
        relation.schema_name = col.schema_name
        and relation.table_name = col.table_name
        and col.database_name = current_database()
group by all
