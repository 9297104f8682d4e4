{{ config(schema='raw', materialized='incremental') }}

{#- behind a label: blanks, colons, markup, a remark on how to sign, a bracket -#}
{%- set delimiter -%}
^(?:[\s:*#_|)]|<[^<>]{1,80}>|\((?:签字|签名|签章|盖章|手签|公章|本人|或盖章|签字或盖章|电话|手机|姓名)\))*\(?
{%- endset -%}
{%- set han = '[\\x{3400}-\\x{9fff}]' -%}
{#- the dictionaries that are read while this is compiled: -#}
-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}
{%- set pattern = personal_patterns() -%}
{%- set telephone = telephone_pattern() -%}
{%- set labelled = labelled_telephone_pattern() -%}
{#- people in a name: two or more with nothing between them, or with signs -#}
{%- set people -%}
((?:{{ pattern.surname }}{{ han }}{2}){2,8}|(?:{{ pattern.person }}[、,，])+{{ pattern.surname }}{{ han }}{1,2}?)
{%- endset -%}
{%- set following -%}
(?:等?[\d一二三四五六七八九十两]{0,3}人)?(?:同志)?(?:{{ pattern.pay }})
{%- endset %}

with

line as (

    select
        document_id,
        line_no,
        text,
        {{ one_width('text') }} as plain
    from {{ source('raw', 'line') }}

),

signed as (

    select
        line.*,
        regexp_replace(
            line.plain, '({{ pattern.label }})', concat(chr(1), '\1', chr(2)), 'g'
        ) as marked
    from line
    where
        exists (
            select 1
            from {{ ref('signature_label') }} as label
            where
                label.kind in ('name', 'phone')
                and contains(replace(line.plain, ' ', ''), label.clue)
        )

),

piece as (

    -- a label with all that stands between it and the next one
    select
        document_id,
        line_no,
        piece_no,
        piece_count,
        replace(split_part(piece, chr(2), 1), ' ', '') as label,
        split_part(piece, chr(2), 2) as rest
    from (
        select
            document_id,
            line_no,
            unnest(string_split(marked, chr(1))[2:]) as piece,
            generate_subscripts(string_split(marked, chr(1))[2:], 1) as piece_no,
            length(string_split(marked, chr(1))) - 1 as piece_count
        from signed
    ) as split

),

delimited as (

    select
        * exclude (rest),
        regexp_extract(rest, '{{ delimiter }}') as delimiter,
        string_split(substr(rest, length(regexp_extract(rest, '{{ delimiter }}')) + 1), chr(9))
            as fields
    from piece

),

field as (

    -- the rest of the label's own cell or, where that is empty, the next cell; the one behind it
    -- can hold a second name or the number
    select
        document_id,
        line_no,
        label,
        delimiter,
        piece_count,
        regexp_matches(label, '[话机真]|方式|号码') as is_telephone,
        contains(concat(label, delimiter), ':') as has_colon,
        contains(delimiter, chr(9)) as is_next_cell,
        -- without what stands behind a label that is none of ours: 张某 职务:主任
        regexp_replace(fields[1], '[^\s、,，;；/()]{1,10}:.*$', '') as value,
        trim(coalesce(fields[2], '')) as second
    from delimited

),

token as (

    select
        *,
        trim(
            regexp_extract(
                value,
                concat(
                    '^(?:{{ han }} {1,4}{{ han }}(?: {1,4}{{ han }})?(?: |$)',
                    '|{{ han }}+(?:[·•]{{ han }}+)+|[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}',
                    '|[^\s、,，;；。/()\d<>*\[]+)'
                )
            )
        ) as first_name
    from field

),

heading as (

    -- rows that head a table: what stands beside a label there is another label
    select distinct
        document_id,
        line_no
    from {{ source('raw', 'cell') }}
    where role = 'header'

),

named as (

    -- a colon says that a name follows; else it has to look like one
    select
        token.document_id,
        token.line_no,
        token.first_name,
        token.value,
        token.second
    from token
    left join heading
        on token.document_id = heading.document_id and token.line_no = heading.line_no
    where
        not regexp_matches(token.first_name, '{{ pattern.other }}')
        and case
            when token.has_colon or (token.is_next_cell and heading.line_no is null)
                then
                    regexp_full_match(
                        replace(token.first_name, ' ', ''), '[\x{3400}-\x{9fff}·•*×Xx某○]{2,4}'
                    )
                    or regexp_full_match(token.first_name, '[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}')
                    or regexp_full_match(token.first_name, '{{ han }}+(?:[·•]{{ han }}+)+')
                    or regexp_full_match(
                        token.first_name, '(?:{{ pattern.person }}){1,4}'
                    )
            when
                token.delimiter != ''
                or (
                    token.piece_count > 1
                    and regexp_full_match(
                        substr(token.value, length(token.first_name) + 1), '(?:[,，、(].*)?'
                    )
                )
                then
                    regexp_full_match(
                        replace(token.first_name, ' ', ''),
                        '{{ pattern.person }}'
                    )
            else false
        end

),

name as (

    select
        document_id,
        line_no,
        first_name as text
    from named
    union
    select
        named.document_id,
        named.line_no,
        further.text
    from named
    cross join
        unnest(
            list_append(
                regexp_split_to_array(
                    substr(named.value, length(named.first_name) + 1), '[\s、,，;；/()和及与]+'
                ),
                named.second
            )
        ) as further (text)
    where
        regexp_full_match(further.text, '{{ pattern.person }}')
        and not regexp_matches(further.text, '{{ pattern.other }}')
        and not regexp_matches(further.text, '{{ pattern.body }}')

),

number as (

    -- behind the label of a telephone any number of seven digits or more
    select
        document_id,
        line_no,
        unnest(
            case
                when regexp_full_match(run, '{{ labelled }}(?:[ ,/-]+{{ labelled }})*')
                    then regexp_extract_all(run, '{{ labelled }}')
                when regexp_matches(run, '[.,%]') then []
                when length(regexp_replace(run, '\D', '', 'g')) between 7 and 16 then [run]
                else []
            end
        ) as text
    from (
        select
            document_id,
            line_no,
            unnest(
                list_transform(
                    regexp_extract_all(value, '\(?\d[\d.,%() -]*'),
                    lambda part: regexp_replace(rtrim(part, ' .,(-'), '^([^(]*)\)$', '\1')
                )
            ) as run
        from field
        where is_telephone
    ) as run

),

word as (

    -- any other number that has the form of a telephone number
    select
        document_id,
        line_no,
        plain,
        ltrim(
            unnest(
                list_distinct(
                    list_concat(
                        regexp_extract_all(plain, '[0-9A-Za-z.,%¥￥(][0-9A-Za-z.,%¥￥() -]*'),
                        regexp_extract_all(plain, '[0-9A-Za-z.,%¥￥()-]+')
                    )
                )
            ),
            ',.'
        ) as word
    from line
    where regexp_matches(plain, '{{ telephone }}')

),

figure as (

    -- an amount or a code in its column is none, whatever it looks like
    select distinct
        document_id,
        line_no,
        trim(text) as text
    from {{ source('raw', 'cell') }}
    where
        role = 'body'
        and header_path != ''
        and (column_kind = 'measure' or regexp_matches(header_path, '编码|代码|账号'))
        and regexp_full_match(text, '[\d０-９ ]{11,13}')

),

telephone as (

    select distinct
        word.document_id,
        word.line_no,
        unnest(regexp_extract_all(word.word, '{{ telephone }}')) as text
    from word
    left join figure
        on
            word.document_id = figure.document_id
            and word.line_no = figure.line_no
            and trim(word.word) = figure.text
    where
        figure.text is null
        and regexp_full_match(
            word.word, '\(?{{ telephone }}(?:[ ,/]+{{ telephone }})*[., ()-]*'
        )
        and not regexp_matches(
            word.plain,
            concat(
                '(?:编 *码|代 *码|编 *号|账 *号|证 *号)[:\s]*',
                regexp_escape(trim(word.word)),
                '|',
                regexp_escape(trim(word.word)),
                ' *(?:元|万|亿|人|户|个|亩|吨|平方)'
            )
        )

),

cell as (

    -- the cells of rows that hold labels, and of the row below
    select
        document_id,
        line_no,
        next_line_no,
        generate_subscripts(string_split(plain, chr(9)), 1) as column_no,
        trim(unnest(string_split(plain, chr(9)))) as text
    from (
        select
            *,
            lead(line_no) over (partition by document_id order by line_no) as next_line_no
        from line
        where trim(plain, chr(9) || ' ') != ''
    ) as printed

),

hanging as (

    -- labels whose value stands below them
    select
        cell.document_id,
        cell.next_line_no,
        cell.column_no,
        regexp_matches(replace(cell.text, ' ', ''), '[话机真]|方式|号码') as is_telephone
    from cell
    semi join signed
        on cell.document_id = signed.document_id and cell.line_no = signed.line_no
    where
        regexp_full_match(
            cell.text, '{{ pattern.label }}(?:\((?:签字|签名|签章|盖章|公章)\))?:?'
        )

),

below as (

    select
        cell.document_id,
        cell.line_no,
        cell.text
    from cell
    inner join hanging
        on
            cell.document_id = hanging.document_id
            and cell.line_no = hanging.next_line_no
            and cell.column_no = hanging.column_no
    where
        case
            when hanging.is_telephone
                then regexp_full_match(cell.text, '{{ labelled }}')
            else
                regexp_full_match(
                    replace(cell.text, ' ', ''), '{{ pattern.person }}'
                )
                and not regexp_matches(cell.text, '{{ pattern.other }}')
                and not regexp_matches(cell.text, '{{ pattern.body }}')
        end

),

listed as (

    -- lists of people: a column of names or numbers under its label
    select
        cell.document_id,
        cell.grid_no,
        cell.column_no,
        cell.line_no,
        {{ one_width('cell.text') }} as text,
        regexp_matches(leaf.label, '[话机真]|方式|号码') as is_telephone
    from {{ source('raw', 'cell') }} as cell
    inner join (
        select
            header_path,
            {{ one_width("replace(split_part(header_path, ' / ', -1), ' ', '')") }} as label
        from (select distinct header_path from {{ source('raw', 'cell') }})
    ) as leaf
        on cell.header_path = leaf.header_path
    where cell.role = 'body' and regexp_full_match(leaf.label, '{{ pattern.label }}')

),

person as (

    select
        listed.document_id,
        listed.line_no,
        listed.text
    from listed
    where
        case
            when listed.is_telephone
                then regexp_full_match(listed.text, '{{ labelled }}')
            else
                regexp_full_match(replace(listed.text, ' ', ''), '{{ han }}{2,4}')
                and not regexp_matches(listed.text, '{{ pattern.other }}')
        end
    qualify
        listed.is_telephone
        -- most of the column looks like names, or the label is that of another table
        or avg(
            regexp_full_match(
                replace(listed.text, ' ', ''), '{{ pattern.person }}'
            )::integer
        ) over (partition by listed.document_id, listed.grid_no, listed.column_no) > 0.5

),

beside as (

    -- whoever is named right before a number is reached by it
    select
        document_id,
        line_no,
        unnest(
            regexp_extract_all(
                plain,
                '(?:^|[^\x{3400}-\x{9fff}])({{ pattern.person }})[\s:(,，、|]*{{ telephone }}',
                1
            )
        ) as text
    from line
    where regexp_matches(plain, '{{ telephone }}')

),

beneficiary as (

    -- a project or a row that is called after the people whom it pays
    select
        document_id,
        line_no,
        regexp_extract(
            text,
            '{{ people }}{{ following }}',
            1
        ) as text
    from cell
    where length(text) between 6 and 60 and regexp_matches(text, '{{ pattern.pay }}')

),

found as (

    select
        *,
        'name' as kind
    from name
    union
    select
        *,
        'telephone' as kind
    from number
    union
    select
        *,
        'telephone' as kind
    from telephone
    union
    select
        *,
        if(regexp_matches(text, '\d{3}'), 'telephone', 'name') as kind
    from below
    union
    select
        *,
        if(regexp_matches(text, '\d{3}'), 'telephone', 'name') as kind
    from person
    union
    select
        *,
        'name' as kind
    from beneficiary
    union
    select
        *,
        'name' as kind
    from beside
    where
        not regexp_matches(text, '{{ pattern.other }}')
        and not regexp_matches(text, '{{ pattern.body }}')

),

known as (

    -- names that nothing but a person bears; two in one without a sign between them are two
    select distinct
        document_id,
        unnest(
            if(
                length(text) = 6 and regexp_full_match(right(text, 3), '{{ pattern.person }}'),
                [left(text, 3), right(text, 3)],
                [text]
            )
        ) as text
    from found
    where
        kind = 'name'
        and (
            regexp_full_match(text, '{{ pattern.person }}')
            or regexp_full_match(text, '(?:{{ pattern.person }}){2}')
        )
        and not regexp_matches(text, '{{ pattern.body }}')

),

elsewhere as (

    -- a known name on any other line of the document; one of two characters stands alone there,
    -- or it is part of a word
    select
        line.document_id,
        line.line_no,
        known.text
    from line
    inner join known on line.document_id = known.document_id
    where
        contains(line.plain, known.text)
        and case
            when length(known.text) > 2 then true
            else
                regexp_matches(
                    line.plain,
                    concat('(?:^|[^\x{3400}-\x{9fff}])', known.text, '(?:$|[^\x{3400}-\x{9fff}])')
                )
        end

),

placed as (

    select
        document_id,
        line_no,
        kind,
        text
    from found
    where text != ''
    union
    select
        document_id,
        line_no,
        'name' as kind,
        text
    from elsewhere

)

select distinct
    placed.document_id,
    placed.line_no,
    placed.kind,
    -- as the line prints it
    substr(line.text, position(placed.text in line.plain)::integer, length(placed.text)) as text
from placed
inner join line on placed.document_id = line.document_id and placed.line_no = line.line_no
where contains(line.plain, placed.text)
