{{ contract_table('subscription') }}
