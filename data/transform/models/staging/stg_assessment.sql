{{ contract_table('assessment') }}
