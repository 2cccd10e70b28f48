{{ contract_table('feedback') }}
