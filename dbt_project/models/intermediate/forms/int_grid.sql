with

described as (

    select
        document_id,
        grid_no,
        coalesce(string_agg(text, '' order by column_no) filter (where role = 'title'), '')
            as title,
        coalesce(string_agg(text, '' order by column_no) filter (where role = 'caption'), '')
            as caption,
        -- a piece that begins with no key of its own is the broken end of the one before
        coalesce(
            string_agg(
                concat(
                    case
                        when regexp_matches(
                                {{ digits_of_year(normalise_text('text')) }},
                                '^[^:]{0,12}:|元\)?$|^(?:19|20)\d\d年|公开\d'
                            ) then '|'
                        else ''
                    end,
                    {{ digits_of_year(normalise_text('text')) }}
                ),
                '' order by column_no
            ) filter (where role = 'attribute'),
            ''
        ) as attribute_text,
        coalesce(
            string_agg({{ normalise_text('text') }}, ' ' order by row_no, column_no)
            filter (where role = 'header'),
            ''
        ) as header_text,
        coalesce(string_agg(text, '' order by row_no) filter (where role = 'note'), '')
            as note_text,
        min(line_no) filter (where row_no > 0) as first_line_no,
        max(line_no) as last_line_no,
        count(*) filter (where role = 'body') as body_cell_count,
        md5(string_agg(text, '|' order by row_no, column_no) filter (where role = 'body'))
            as body_hash
    from {{ ref('stg_cell') }}
    group by document_id, grid_no

),

stated as (

    select
        document_id,
        grid_no,
        role,
        string_agg({{ normalise_text('text') }}, '|' order by row_no, column_no) as text
    from {{ ref('stg_cell') }}
    where role in ('attribute', 'title', 'header')
    group by document_id, grid_no, role

),

page as (

    -- each text once
    {{ pages('stated', 'text', 'role') }}

),

unit_found as (

    -- the admission check reads the same dictionary in the same way
    select
        unit.role,
        unit.precedence,
        unit.pattern,
        {{ matched_lines('page.texts', 'unit.pattern', within=true) }} as text
    from page
    inner join {{ ref('money_unit') }} as unit using (role)

),

unit_read as (

    select
        role,
        text,
        precedence,
        regexp_extract(text, pattern, 1) as money_unit
    from unit_found

),

stated_unit as (

    select
        stated.document_id,
        stated.grid_no,
        arg_min(unit_read.money_unit, unit_read.precedence) as money_unit,
        bool_or(stated.role = 'attribute') as has_unit_line
    from stated
    inner join unit_read using (role, text)
    group by stated.document_id, stated.grid_no

),

money as (

    select
        described.*,
        stated_unit.money_unit,
        coalesce(stated_unit.has_unit_line, false) as has_unit_line,
        coalesce(
            list_filter(
                regexp_extract_all(
                    -- keys that share a line are told apart by what they are called
                    regexp_replace(
                        described.attribute_text,
                        '((?:填报|编制|预算|公开)?(?:部门|单位)(?:[(/]?(?:单位|部门)\)?)?(?:编码及)?(?:名称)?:)',
                        '|\1',
                        'g'
                    ),
                    '(?:填报|编制|预算|公开)?(?:部门|单位)(?:[(/]?(?:单位|部门)\)?)?(?:编码及)?(?:名称)?:([^|]+)',
                    1
                ),
                -- a unit of money, but not a place like 元氏县
                lambda found: not regexp_matches(
                    found, '^[^㐀-鿿]{0,4}(?:人民币)?[^㐀-鿿]{0,3}[亿百千万十]{0,2}元(?:[^㐀-鿿]|$)'
                )
            )[1],
            -- a name without a key, behind its code number or beside the unit of money
            nullif(
                regexp_extract(
                    described.attribute_text,
                    '^([\[(]?\d{0,9}[\])]?[-—]?[㐀-鿿()、]{4,40})(?:\||$)',
                    1
                ),
                ''
            )
        ) as unit_text
    from described
    left join stated_unit
        on
            described.document_id = stated_unit.document_id
            and described.grid_no = stated_unit.grid_no

),

matched as (

    select
        evidence.document_id,
        evidence.grid_no,
        evidence.form_code,
        -- the codes of the lines decide what they are; a table without any has a list of funds
        case
            when form.line_dimension not in ('subject', 'economic_class', 'unit')
                then form.line_dimension
            when code.text = 'economic' then 'economic_class'
            when code.text is not null and form.line_dimension != 'economic_class' then 'subject'
            when code.text is null and form.form_code = 'income_by_subject' then 'summary'
            else form.line_dimension
        end as line_dimension
    from {{ ref('int_form_evidence') }} as evidence
    inner join {{ ref('form') }} as form using (form_code)
    left join {{ ref('int_form_shown') }} as code
        on
            evidence.document_id = code.document_id
            and evidence.grid_no = code.grid_no
            and code.source = 'code'
    where evidence.is_chosen

)

select
    money.document_id,
    money.grid_no,
    money.title,
    money.caption,
    matched.form_code,
    matched.line_dimension,
    case
        when contains(money.title, '决算') then 'final'
        -- 一般公共预算 is the name of a fund
        when
            regexp_matches(
                regexp_replace(money.title, '一般公共预算|政府性基金预算|国有资本经营预算', '', 'g'),
                '预算'
            )
            then 'budget'
    end as title_phase_code,
    money.money_unit,
    {{ yuan_per('money.money_unit') }} as yuan_per_unit,
    money.has_unit_line,
    money.unit_text as printed_unit_name,
    {{ unit_name('money.unit_text') }} as unit_name,
    coalesce(
        try_cast(
            nullif(regexp_extract({{ digits_of_year('money.title') }}, '((?:19|20)\d\d)', 1), '')
            as integer
        ),
        try_cast(
            nullif(regexp_extract(money.attribute_text, '((?:19|20)\d\d)年', 1), '') as integer
        ),
        try_cast(
            nullif(regexp_extract(money.attribute_text, '年度:((?:19|20)\d\d)', 1), '') as integer
        )
    ) as title_year,
    regexp_matches(money.note_text, '无数据|无此项|空表') as is_declared_empty,
    -- the same form printed a second time, figure for figure
    matched.form_code is not null
    and row_number() over (
        partition by money.document_id, matched.form_code, money.body_hash order by money.grid_no
    ) > 1 as is_repetition,
    money.body_cell_count,
    money.first_line_no,
    money.last_line_no
from money
left join matched
    on money.document_id = matched.document_id and money.grid_no = matched.grid_no
