{{ contract_table('health_score') }}
