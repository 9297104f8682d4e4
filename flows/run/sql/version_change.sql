create or replace table quality.fct_version_change (
    change_kind varchar not null,
    code varchar,
    source_path varchar,
    unit varchar,
    fiscal_year varchar,
    phase varchar,
    statement varchar,
    measured_in varchar not null,
    value_before decimal(18, 2),
    value_after decimal(18, 2),
    difference decimal(18, 2) not null,
    version_id varchar not null,
    previous_version_id varchar not null
);

comment on table quality.fct_version_change is
'One row per figure that differs between this version and the one it was made from. Empty '
'in the first version; superseded editions are left out on both sides.';
comment on column quality.fct_version_change.change_kind is
'What differs: `document_added`, `document_changed`, `document_withdrawn` (or superseded by'
' one of another name), by their lines; a `count`, the `total` of the leaves of a '
'statement, how often a rule is violated (`violation`) or something was not understood '
'(`unmapped`).';
comment on column quality.fct_version_change.code is
'What is counted: `documents`, `lines`, `budget_lines`, `reported_totals`; of a violation '
'the rule, of what was not understood its kind.';
comment on column quality.fct_version_change.source_path is
'Of a document: path of the file below the documents folder, or its address.';
comment on column quality.fct_version_change.unit is 'Of a total: name of the unit.';
comment on column quality.fct_version_change.fiscal_year is 'Of a total: code of the year.';
comment on column quality.fct_version_change.phase is 'Of a total: code of the phase.';
comment on column quality.fct_version_change.statement is 'Of a total: code of the statement.';
comment on column quality.fct_version_change.measured_in is
'`yuan` for totals, `piece` for all that is counted.';
comment on column quality.fct_version_change.value_before is
'The figure in the version before; null where it had no such document or total.';
comment on column quality.fct_version_change.value_after is
'The figure in this version; null where it has no such document or total.';
comment on column quality.fct_version_change.difference is
'After less before, what is not there counted as zero. A changed document can have as many '
'lines as before.';
comment on column quality.fct_version_change.version_id is 'Id of this version.';
comment on column quality.fct_version_change.previous_version_id is
'Id of the version that it was made from.';
