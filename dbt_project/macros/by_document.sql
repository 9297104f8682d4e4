{#-
    Models that grow with the documents are built for the documents that a refresh touched.

    Such a model (`materialized: incremental`, `incremental_strategy: by_document`) is written as if
    there were no other documents than those it is asked for: nothing in it says so. `ref` narrows
    what it reads to the touched documents, wherever that has a column `document_id` or
    `document_key`, and the strategy replaces their rows. With --full-refresh everything is read and
    built; both ways give the same rows.
-#}

{#- Touched are the documents that landed, left or came back, and, because publications of one unit
    depend on each other (which is current, what was said of the year before), those of their units.
    What finds out whose a document is, and what that is made from, cannot know that yet. -#}
{%- macro touched_documents(node) -%}
    {%- set finds_the_unit = node.fqn[1] == 'staging' or node.name.startswith('int_form_')
        or node.name in [
            'int_grid', 'int_narrative_prose', 'int_narrative_heading', 'int_narrative_line',
            'int_narrative_paragraph', 'int_title_page', 'int_document_vote', 'int_document',
        ] -%}
    {%- if model.resource_type == 'test' -%}
        {#- dbt does not ask a test what it depends on; the model that it tests came after -#}
        {{ return('raw.touched' if finds_the_unit else 'intermediate.int_touched_document') }}
    {%- endif -%}
    {{ return(source('raw', 'touched') if finds_the_unit else ref('int_touched_document')) }}
{%- endmacro -%}

{%- macro document_column(node) -%}
    {{ return(['document_id', 'document_key'] | select('in', node.columns) | first) }}
{%- endmacro -%}

{#- A view shows all documents, and so do the pieces of views, which only `bi` has. -#}
{%- macro is_for_touched() -%}
    {{ return(
        model.resource_type == 'model'
        and model.config.materialized in ['incremental', 'ephemeral']
        and model.fqn[1] != 'bi'
        and not flags.FULL_REFRESH
    ) }}
{%- endmacro -%}

{#- A test looks at the rows that were built; all others it has seen when they were. -#}
{%- macro is_test_of_touched(node) -%}
    {{ return(
        model.resource_type == 'test' and node.config.materialized == 'incremental'
        and not flags.FULL_REFRESH
    ) }}
{%- endmacro -%}

{%- macro narrowed(relation, node, touched) -%}
    {%- set column = document_column(node) -%}
    {#- a piece of a model (ephemeral) has narrowed what it reads itself -#}
    {%- if not column or node.name == 'int_touched_document'
        or node.config.materialized == 'ephemeral' -%}
        {{ return(relation) }}
    {%- endif -%}
    {{ return(
        '(select * from ' ~ relation ~ ' where ' ~ column
        ~ ' in (select ' ~ column ~ ' from ' ~ touched ~ '))'
    ) }}
{%- endmacro -%}

{%- macro ref() -%}
    {#- without the name of the file: views still work where it is copied or attached otherwise -#}
    {%- set relation = builtins.ref(*varargs, **kwargs).include(database=false) -%}
    {%- if varargs[-1] == 'int_touched_document' or model.name == 'int_touched_document' -%}
        {{ return(relation) }}
    {%- endif -%}
    {#- asked for while parsing, too: that makes the touched documents come first -#}
    {%- set touched = touched_documents(model) if model.resource_type == 'model' -%}
    {#- no graph in unit tests, whose rows are given -#}
    {%- set node = graph.get('nodes', {}).get('model.budget.' ~ varargs[-1]) if execute -%}
    {%- if node and is_for_touched() -%}
        {{ return(narrowed(relation, node, touched)) }}
    {%- elif node and is_test_of_touched(node) -%}
        {{ return(narrowed(relation, node, touched_documents(node))) }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro -%}

{%- macro source() -%}
    {%- set relation = builtins.source(*varargs, **kwargs).include(database=false) -%}
    {%- set node = graph.get('sources', {}).get('source.budget.' ~ varargs | join('.')) if execute -%}
    {%- if node and node.name != 'touched' and is_for_touched() -%}
        {{ return(narrowed(relation, node, 'raw.touched')) }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro -%}

{%- macro get_incremental_by_document_sql(arguments) -%}
    {%- set column = document_column(model) -%}
    {%- if not column -%}
        {{ exceptions.raise_compiler_error('the columns of ' ~ model.name ~ ' name no document') }}
    {%- endif -%}
    delete from {{ arguments.target_relation }}
    where {{ column }} in (select {{ column }} from {{ touched_documents(model) }});
    insert into {{ arguments.target_relation }} by name select * from {{ arguments.temp_relation }}
{%- endmacro -%}
