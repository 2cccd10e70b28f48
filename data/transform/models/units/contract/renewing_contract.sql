{{ renewing_model('contract') }}
