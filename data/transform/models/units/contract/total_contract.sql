{{ total_model('contract') }}
