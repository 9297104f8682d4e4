{#- What a label says, taken from the neighbouring row where the labels slid. -#}
{%- macro moved(column) -%}
    case repair.shift
        when 1 then lag(line.{{ column }}) over rows_of_grid
        when -1 then lead(line.{{ column }}) over rows_of_grid
        else line.{{ column }}
    end
{%- endmacro -%}
