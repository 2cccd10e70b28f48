{{ contract_table('renewal') }}
