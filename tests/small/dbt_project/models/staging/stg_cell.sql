select * from raw.cell
