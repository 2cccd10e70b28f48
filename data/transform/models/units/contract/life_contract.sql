{{ life_model('contract') }}
