{{ renewing_model('department') }}
