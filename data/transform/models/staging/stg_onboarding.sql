{{ contract_table('onboarding') }}
