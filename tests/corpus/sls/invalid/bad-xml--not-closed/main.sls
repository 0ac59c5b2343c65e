<sls>
  <web>
    <test.nop>
  </web>
</sls>
