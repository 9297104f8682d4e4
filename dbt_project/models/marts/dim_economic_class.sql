{{ config(materialized='table') }}

with

listed as (

    select
        'department' as scheme,
        code,
        name,
        parent_code
    from {{ ref('economic_class_department') }}
    union all
    select
        'government' as scheme,
        code,
        name,
        parent_code
    from {{ ref('economic_class_government') }}

),

printed as (

    -- codes that a document prints and our lists do not know
    select
        'department' as scheme,
        line.department_class_code as code,
        mode(line.printed_label) as name,
        left(line.department_class_code, 3) as parent_code
    from {{ ref('int_line') }} as line
    anti join listed
        on listed.scheme = 'department' and line.department_class_code = listed.code
    where line.department_class_code is not null
    group by line.department_class_code

),

class as (

    select * from listed
    union all
    select * from printed

)

select
    {{ surrogate_key(['class.scheme', 'class.code']) }} as economic_class_key,
    class.scheme,
    class.code,
    class.name,
    left(class.code, 3) as class_code,
    parent.name as class_name
from class
left join class as parent
    on class.scheme = parent.scheme and left(class.code, 3) = parent.code
union all
{{ reserved_members(['scheme', 'code', 'name', 'class_code', 'class_name']) }}
