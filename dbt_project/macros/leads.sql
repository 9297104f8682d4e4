{#- The lines of current documents that failing identities point at: no lead rests on them. -#}
{%- macro doubted_lines() -%}
    select distinct
        document.source_path,
        suspect.line_no
    from {{ ref('fct_suspect_cell') }} as suspect
    inner join {{ ref('current_document') }} as document
        on suspect.document_id = document.document_id
{%- endmacro -%}
