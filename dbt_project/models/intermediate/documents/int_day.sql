{{ config(materialized='view') }}

-- MetricFlow asks for a spine of days, also where all figures are of years
select unnest(generate_series(min(starts_on), max(ends_on), interval 1 day))::date as date_day
from {{ ref('dim_fiscal_year') }}
where fiscal_year_key > 0
