{#- The text of a row of raw.line or raw.cell as it is matched: compatibility forms and unseen
    characters folded by the reader (flows/read/folding.py); raw itself stays verbatim. -#}
{%- macro as_matched(row) -%}
    coalesce({{ row }}.folded, {{ row }}.text)
{%- endmacro -%}

{#- What a converter leaves in a text; flows/read/lexis.py knows the same. -#}
{%- macro markup_pattern() -%}
</?[A-Za-z][^<>]*>|<[^<>]{1,80}>|[#*`]+
{%- endmacro -%}

{#- Text as printed -> text to compare: no markup, no blanks, half-width signs. -#}
{%- macro normalise_text(text) -%}
    translate(
        regexp_replace(
            {{ text }}, '{{ markup_pattern() }}|[\s\x{3000}]+', '', 'g'
        ),
        '（）：；，．％０１２３４５６７８９',
        '():;,.%0123456789'
    )
{%- endmacro -%}

{#- Title as printed -> title to compare: no markup, blanks, years or quotation marks.
    flows/read/admission.py does the same; a test holds the two together. -#}
{%- macro normalise_title(title) -%}
    regexp_replace(
        regexp_replace(
            {{ title }}, '{{ markup_pattern() }}|[\s\x{3000}]+', '', 'g'
        ),
        '(?:19|20)\d\d年?度?|[“”"''‘’《》]',
        '',
        'g'
    )
{%- endmacro -%}

{#- A term of a header or a line label: normalised, without its ordinal (一、 (三) ① 2.),
    其中: and the year. -#}
{%- macro normalise_term(text) -%}
    regexp_replace(
        regexp_replace(
            {{ normalise_text(text) }},
            '^(?:其中:|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|[①-⑳]|\d{1,2}[、.])+',
            ''
        ),
        '(?:19|20)\d\d(?:年度?)?|[“”"''‘’]',
        '',
        'g'
    )
{%- endmacro -%}

{#- The key under which two spellings of one classification name meet. -#}
{%- macro name_key(text) -%}
    regexp_replace({{ normalise_term(text) }}, '[(),、.;:\-—]+|\(?类\)$|\(?款\)$|\(?项\)$', '', 'g')
{%- endmacro -%}
