{{ contract_table('attribute_history') }}
