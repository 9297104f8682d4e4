select
    document_id,
    category_code,
    'table' as source,
    'actual' as measure,
    number,
    amount_yuan,
    printed_amount,
    printed_unit,
    line_no
from {{ ref('int_asset_in_table') }}
union all
select
    document_id,
    category_code,
    'narrative' as source,
    measure,
    number,
    amount_yuan,
    printed_amount,
    printed_unit,
    line_no
from {{ ref('int_asset_in_narrative') }}
