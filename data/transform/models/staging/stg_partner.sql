{{ contract_table('partner') }}
