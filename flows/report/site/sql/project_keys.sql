-- The keys of projects: a body and a name.
select
    project_key,
    unit_key,
    name
from marts.dim_project
where project_key > 0
order by project_key
