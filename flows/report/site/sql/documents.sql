-- Every document with its body and place; of those that are current also how they were graded.
select
    document.document_id,
    document.source_path,
    document.title,
    document.sha256,
    document.status,
    document.part,
    document.held_out_reason,
    document.unread_page_count,
    document.fiscal_year_key as fiscal_year,
    phase.name as phase,
    publication.scope,
    document.unit_key,
    unit.name as unit,
    division.code as place_code,
    coalesce(division.county, division.prefecture, division.province, division.name) as place,
    division.prefecture,
    division.province,
    graded.地区,
    graded.层级,
    graded.单位,
    graded.勾稽关系数 as check_count,
    graded.相符数 + graded.舍入差数 as held_count,
    graded.矛盾数 as violation_count,
    graded.提示数 as notice_count,
    graded.读取存疑数 as doubt_count,
    graded.可疑数字数 as suspect_count,
    graded.未识别数 as unmapped_count
from marts.dim_document as document
inner join marts.dim_unit as unit on document.unit_key = unit.unit_key
inner join marts.dim_division as division on unit.division_key = division.division_key
inner join marts.dim_phase as phase on document.phase_key = phase.phase_key
left join marts.dim_publication as publication
    on document.publication_key = publication.publication_key
left join bi.文件评分 as graded
    on document.source_path = graded.文件路径 and document.status = 'current'
where document.document_key > 0
order by fiscal_year desc, document.title asc, document.document_id asc
