{#- Text as printed -> text to compare: no markup, no blanks, half-width signs. -#}
{%- macro normalise_text(text) -%}
    translate(
        regexp_replace(
            {{ text }}, '<[^<>]{1,80}>|[#*`]+|[\s\x{3000}\x{00a0}\x{feff}]+', '', 'g'
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
            {{ title }}, '<[^<>]{1,80}>|[#*`]+|[\s\x{3000}\x{00a0}\x{feff}]+', '', 'g'
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
