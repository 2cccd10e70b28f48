{{ lapse_model('contract') }}
