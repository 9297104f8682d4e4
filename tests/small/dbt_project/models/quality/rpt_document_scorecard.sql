select
    document_id,
    source_path,
    title,
    {% for count in [
        'identity', 'pass', 'rounding', 'violation', 'notice', 'not_evaluable', 'claim',
        'matched_claim',
    ] %}
    0::bigint as {{ count }}_count{{ "," if not loop.last }}
    {% endfor %}
from {{ ref('dim_document') }}
