{{ contract_table('renewal_forecast') }}
