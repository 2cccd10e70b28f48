{{ renewing_model('customer') }}
