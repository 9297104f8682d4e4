{{ config(materialized='view') }}

select fiscal_year
from {{ ref('int_document') }}
where fiscal_year is not null
union
-- comparative figures speak of other years
select fiscal_year
from {{ ref('int_amount') }}
where fiscal_year is not null
union
-- a performance form may be of another year than the document it is printed in
select fiscal_year
from {{ ref('int_performance_form') }}
where fiscal_year is not null
