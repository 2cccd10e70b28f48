{{ contract_table('touch') }}
