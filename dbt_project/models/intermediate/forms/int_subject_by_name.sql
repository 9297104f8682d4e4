{{ config(materialized='ephemeral') }}

select
    printed_name,
    min(code) as code,
    any_value(mapping_method) as mapping_method
from {{ ref('int_name_match') }}
where vocabulary = 'functional'
group by printed_name
having count(*) = 1
