{{ contract_table('invoice') }}
