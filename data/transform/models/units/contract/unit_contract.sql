{{ unit_model('contract') }}
