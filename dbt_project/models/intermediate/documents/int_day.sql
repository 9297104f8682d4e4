{{ config(materialized='view') }}

-- MetricFlow asks for a spine of days, also where all figures are of years
select
    unnest(
        generate_series(
            make_date(min(fiscal_year), 1, 1), make_date(max(fiscal_year), 12, 31), interval 1 day
        )
    )::date as date_day
from {{ ref('int_fiscal_year') }}
