with

year_vote as (

    -- most voices decide, and of as many voices the title's side
    select
        document_id,
        fiscal_year
    from {{ ref('int_document_vote') }}
    where fiscal_year is not null
    group by document_id, fiscal_year
    qualify row_number() over (
            partition by document_id
            order by count(*) desc, bool_or(voice = 'title') desc, fiscal_year desc
        ) = 1

),

other_year as (

    select
        vote.document_id,
        list(
            struct_pack(fiscal_year := vote.fiscal_year, line_no := vote.line_no)
            order by vote.line_no
        ) as other_years
    from {{ ref('int_document_vote') }} as vote
    inner join year_vote using (document_id)
    where vote.fiscal_year != year_vote.fiscal_year and vote.line_no is not null
    group by vote.document_id

),

voted as (

    select
        document_id,
        mode(unit_name) filter (where voice = 'form') as form_name,
        any_value(unit_name) filter (where voice = 'title') as title_name,
        -- A body that no form names is named by the title page, and so is one whose name forms
        -- shorten: 社会工作部 for 中共某区委社会工作部.
        if(
            form_name is null
            or ends_with(title_name, form_name)
            and not regexp_matches(title_name, '附件|关于|公开|[^㐀-鿿()]'),
            title_name,
            form_name
        ) as printed_name,
        coalesce(
            mode(phase_code) filter (where voice = 'form'),
            any_value(phase_code) filter (where voice = 'title')
        ) as phase_code,
        coalesce(
            -- （本级） beside the name
            any_value('unit') filter (where regexp_matches(printed_unit_name, '本级|机关[)）]$')),
            any_value(scope) filter (where voice = 'title'),
            mode(scope) filter (where voice = 'form'),
            'department'
        ) as scope
    from {{ ref('int_document_vote') }}
    group by document_id

),

place as (

    select
        unnest([
            name,
            concat(prefecture, name),
            concat(province, name),
            concat(province, prefecture, name)
        ]) as name
    from {{ ref('division') }}

),

of_government as (

    -- no department levies taxes, and none is called like its county
    select document_id
    from {{ ref('stg_cell') }}
    where
        role = 'body'
        and column_kind = 'label'
        and regexp_full_match(trim(text), '(?:[一二三]、)?税收收入')
    union
    select voted.document_id
    from voted
    inner join place
        on regexp_replace(voted.printed_name, '(?:人民)?政府$', '') = place.name

),

titled as (

    -- 某市某区2025年区级部门预算: the place of all its departments, where the body's name belongs
    select
        page.document_id,
        regexp_extract(page.title, '^(.*?)(?:19|20)\d\d年', 1) as heading,
        if(
            not contains(page.title, voted.printed_name)
            and heading != ''
            and (
                contains(voted.printed_name, heading)
                or heading in (select place.name from place)
            ),
            substr(page.title, length(heading) + 1),
            page.title
        ) as title
    from {{ ref('int_title_page') }} as page
    inner join voted using (document_id)

)

select
    document.document_id,
    document.source_path,
    document.landed_at,
    coalesce(alias.unit_name, voted.printed_name, '') as unit_name,
    coalesce(voted.printed_name, '') as printed_unit_name,
    year_vote.fiscal_year,
    other_year.other_years,
    voted.phase_code,
    case when of_government.document_id is not null then 'government' else voted.scope end as scope,
    concat(
        case
            when contains(coalesce(titled.title, ''), coalesce(voted.printed_name, '')) then ''
            else voted.printed_name
        end,
        coalesce(
            titled.title,
            concat(
                year_vote.fiscal_year,
                '年度',
                case voted.scope when 'unit' then '单位' else '部门' end,
                case voted.phase_code when 'final' then '决算' else '预算' end
            )
        )
    ) as title
from {{ ref('stg_document') }} as document
left join voted using (document_id)
left join year_vote using (document_id)
left join other_year using (document_id)
left join of_government using (document_id)
left join titled using (document_id)
left join {{ ref('unit_alias') }} as alias on voted.printed_name = alias.alias
