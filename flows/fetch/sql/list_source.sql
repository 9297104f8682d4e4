insert into source (url, unit, division, year, phase, note, is_listed)
values (?, ?, ?, ?, ?, ?, 1)
on conflict (url) do update set
    unit = excluded.unit, division = excluded.division, year = excluded.year,
    phase = excluded.phase, note = excluded.note, is_listed = 1
