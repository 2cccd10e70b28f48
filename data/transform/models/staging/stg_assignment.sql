{{ contract_table('assignment') }}
