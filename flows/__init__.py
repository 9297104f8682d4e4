"""Budget disclosures in, a star schema out; what they mean is decided in dbt_project.

The packages in the order in which they know each other, each those below it only:

    cli         the command `budget`, one module a family of commands
    run         the steps of a refresh, who runs them, their schedule and history
    report      findings, pages, documentation        export     open data
    validate    expectations of each layer, privacy
    transform   dbt
    fetch       listed sources to an archive of originals
    load        documents to `raw`
    read        files to lines, cells and what they are
    warehouse   connections, versions, locks
    settings    paths and knobs                       sql        statements in files
"""
